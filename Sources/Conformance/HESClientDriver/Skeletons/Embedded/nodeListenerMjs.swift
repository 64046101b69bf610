/// `examples/skeletons/node/listener.mjs`; `UPDATE_GOLDEN=1 swift test --filter Skeleton` writes it anew.
extension Skeleton {
    static let nodeListenerMjs = #"""
        // Results over MQTT, with mosquitto_sub as the MQTT client. GO ON: a library such as mqtt.js, which reconnects by itself.
        import { spawn } from 'node:child_process';
        import { createInterface } from 'node:readline';

        export class Listener {
          constructor({ host, port }, filter) {
            this.pushes = []; // GO ON: a bound on what is kept
            this.waiting = new Set();
            this.isConfirmed = false;
            // Line by line (stdbuf); the debug lines (-d) tell when the broker has confirmed.
            const command = ['-oL', 'mosquitto_sub', '-h', host, '-p', String(port), '-q', '1', '-W', '900', '-t', filter, '-F', '%j', '-d'];
            this.process = spawn('stdbuf', command, { stdio: ['ignore', 'pipe', 'inherit'] });
            this.process.on('error', (error) => console.error(`stdbuf mosquitto_sub: ${error.message}`));
            createInterface({ input: this.process.stdout }).on('line', (line) => this.hear(line));
          }

          /** The broker has the subscription. */
          async confirmed() {
            if (!(await this.until(() => this.isConfirmed, 5000))) throw new Error('the broker does not confirm the subscription');
          }

          /** The data of a plan's push; nothing where it does not come in time. */
          result(planId, milliseconds) {
            return this.until(() => this.pushes.find((push) => push.planId === planId)?.data, milliseconds);
          }

          close() {
            this.process.kill('SIGKILL'); // without its broker mosquitto_sub does not heed SIGTERM
          }

          hear(line) {
            if (line.includes('received SUBACK')) this.isConfirmed = true;
            try {
              const { payload } = JSON.parse(line);
              this.pushes.push(typeof payload === 'string' ? JSON.parse(payload) : payload);
            } catch {
              // a debug line, or a push that is no JSON
            }
            for (const check of this.waiting) check();
          }

          until(condition, milliseconds) {
            return new Promise((resolve) => {
              const end = () => {
                clearTimeout(timer);
                this.waiting.delete(check);
                resolve(condition());
              };
              const check = () => condition() && end();
              const timer = setTimeout(end, milliseconds);
              this.waiting.add(check);
              check();
            });
          }
        }

        """#
}
