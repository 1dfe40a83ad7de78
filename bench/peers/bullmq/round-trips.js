// Sends COUNT jobs, then awaits all of them; prints one line of JSON.
import { Queue, QueueEvents } from 'bullmq';
import { answerWithinMillis, connection, jobOptions, name } from './queue.js';

const queue = new Queue(name, { connection });
const events = new QueueEvents(name, { connection });
events.setMaxListeners(0);
await events.waitUntilReady();

async function roundTrip(count) {
  const messages = Array.from({ length: count }, (_, i) => `message-${i}`);
  const jobs = await Promise.all(
    messages.map((message) => queue.add('echo', { message }, jobOptions)),
  );
  const answers = await Promise.all(
    jobs.map((job) => job.waitUntilFinished(events, answerWithinMillis)),
  );
  return answers.filter((answer, i) => answer?.message !== messages[i]).length;
}

const count = Number(process.argv[2]);
await roundTrip(Math.ceil(count / 10)); // warm-up
const start = performance.now();
const wrong = await roundTrip(count);
const seconds = (performance.now() - start) / 1000;
console.log(JSON.stringify({ count, wrong, seconds, perSecond: count / seconds }));
process.exit(0);
