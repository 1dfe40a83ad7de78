// Answers every job with its own message.
import { Worker } from 'bullmq';
import { connection, name } from './queue.js';

const worker = new Worker(name, async (job) => ({ message: job.data.message }), {
  connection,
  concurrency: 200,
});
worker.on('error', (error) => console.error(error));
