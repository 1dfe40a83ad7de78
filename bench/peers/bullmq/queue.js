// What the three programs share: the queue's name, the connection and the options of a job.
const redis = new URL(process.env.RESULTS);

export const name = 'bench';
export const connection = {
  host: redis.hostname,
  port: Number(redis.port),
  db: 1,
  maxRetriesPerRequest: null,
};
// By age, not at once: waitUntilFinished still looks for the job after it has finished.
export const jobOptions = { removeOnComplete: { age: 30 } };
export const answerWithinMillis = 30_000;
