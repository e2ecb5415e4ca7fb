/** The text in a pack that says how to check it, with nothing of the console at hand. */

export const howToVerify = (redacted: boolean): string => `How to verify this pack

1. The files
   manifest.json names every other file with its SHA-256. Compute them and compare:
     Linux, macOS:  shasum -a 256 index.html
     Windows:       Get-FileHash index.html -Algorithm SHA256
   The zip as a whole: its SHA-256 is in the audit of the console that made it, in the line "evidence exported" of
   this call (Activity, filtered by the call's id). If it matches, nothing of the pack was changed since.

2. The audit
   audit.json holds the lines of the audit that are about this call. Each line's hash covers the line and the hash of the line before it
   ("before"; empty for the very first line), so that no line can be altered, left out or put in without changing every hash after it:
     hash = SHA-256, in hex, of the UTF-8 text of the JSON array
            [before, at, actor, action, subject, detail]
   written without spaces, as JSON.stringify of JavaScript does. "at" is a number, "detail" is the text as it stands in audit.json.
   With Node.js:
     node -e "const{createHash:h}=require('crypto');for(const l of require('./audit.json').lines)if(l.follows)console.log(l.id,
       h('sha256').update(JSON.stringify([l.before,l.at,l.actor,l.action,l.subject,l.detail])).digest('hex')===l.hash)"
   Lines that follow one another in the audit have numbers ("id") that follow one another, and the "before" of one is the "hash" of the other.
   Between them lie lines about other things, which are not in this pack; "Verify" in the console's Activity checks all of them.
${
  redacted
    ? `   This pack is redacted. A line from which something was taken has "follows": false: its hash is the true one, and can be compared with the
   console's own audit, but not be computed from what is left.
`
    : ''
}
3. The events
   events/ holds what was received from the platform and what this console did. ${
     redacted
       ? 'They are redacted: what was personal is replaced by its kind,\n   such as [number] or [name], and what is no text is left out.'
       : 'Where the manifest says "asReceived": true they are the\n   bytes as they came; where it does not, it says why. Secrets (credentials in headers and addresses) are always masked.'
   }
`;
