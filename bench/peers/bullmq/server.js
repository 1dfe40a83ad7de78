// POST /echo: adds a job and answers when it has finished.
import { Queue, QueueEvents } from 'bullmq';
import Fastify from 'fastify';
import { answerWithinMillis, connection, jobOptions, name } from './queue.js';

const queue = new Queue(name, { connection });
const events = new QueueEvents(name, { connection });
await events.waitUntilReady();

const server = Fastify();
server.post('/echo', async (request) => {
  const job = await queue.add('echo', { message: request.body.message }, jobOptions);
  return job.waitUntilFinished(events, answerWithinMillis);
});
await server.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
