/** Commands sent to a platform that wait for its `command.result`. */

export interface Answer {
  accepted: boolean;
  /** The command left and no answer came: it may have been carried out. */
  doubtful: boolean;
  error?: string | undefined;
}

export interface Commands {
  /** `send` says why it could not be sent, or `null`. Always resolves; silence is an answer after `timeoutMs`. */
  ask(id: string, send: () => string | null): Promise<Answer>;
  answer(id: string, answer: Omit<Answer, 'doubtful'>): void;
  failAll(why: string): void;
}

export function createCommands(timeoutMs: number): Commands {
  const waiting = new Map<string, (answer: Answer) => void>();
  return {
    ask(id, send) {
      return new Promise((resolve) => {
        const timer = setTimeout(
          () => settle({ accepted: false, doubtful: true, error: 'the platform did not answer in time' }),
          timeoutMs,
        );
        function settle(answer: Answer): void {
          clearTimeout(timer);
          waiting.delete(id);
          resolve(answer);
        }
        waiting.set(id, settle);
        const problem = send();
        if (problem !== null) settle({ accepted: false, doubtful: false, error: problem });
      });
    },
    answer: (id, answer) => waiting.get(id)?.({ ...answer, doubtful: false }),
    failAll(why) {
      for (const settle of [...waiting.values()]) settle({ accepted: false, doubtful: true, error: why });
    },
  };
}
