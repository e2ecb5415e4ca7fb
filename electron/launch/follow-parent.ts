/**
 * Loaded into a child process (`--import`) so that it never outlives its parent: the channel between them breaks even when the parent
 * is killed, and the child then ends the way it would for any SIGTERM.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();
