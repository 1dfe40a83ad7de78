package dev.meridian.scheduler;

import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.common.SqlStorageProviderFactory;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson3.Jackson3JsonMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sweeps: one recurring job of JobRunr, which runs it on one of all gateways at a time and on
/// another one if that dies. JobRunr's server stops for good after repeated errors of the database;
/// [#watch] makes a new one then. For one thread.
final class Sweeps implements AutoCloseable {
  /// Stored in the database: gateways of several versions share it.
  private static final String JOB = "meridian-schedules-sweep";

  private static final Logger LOG = LoggerFactory.getLogger(Sweeps.class);
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final Duration EVERY = Duration.ofSeconds(10);
  private static final Duration KEEP_JOBS = Duration.ofMinutes(1);
  private static final Duration LAST_JOBS = Duration.ofSeconds(2);

  private final StorageProvider storage;
  private final JsonMapper mapper = new Jackson3JsonMapper();
  private final Sweep sweep;
  private BackgroundJobServer server;

  /// The job. Its class name is stored in the database.
  public static final class SweepRequest implements JobRequest {
    @Override
    public Class<Sweep> getJobRequestHandler() {
      return Sweep.class;
    }
  }

  /// Runs the job.
  public static final class Sweep implements JobRequestHandler<SweepRequest> {
    private final Runnable work;

    Sweep(Runnable work) {
      this.work = work;
    }

    @Override
    public void run(SweepRequest request) {
      work.run();
    }
  }

  /// Starts to sweep with the others.
  ///
  /// @param source where JobRunr makes and keeps its tables
  /// @param work one sweep
  Sweeps(DataSource source, Runnable work) {
    this.sweep = new Sweep(work);
    this.storage = SqlStorageProviderFactory.using(source);
    storage.setJobMapper(new JobMapper(mapper));
    this.server = start();
    new JobRequestScheduler(storage, List.of()).scheduleRecurrently(JOB, EVERY, new SweepRequest());
  }

  private BackgroundJobServer start() {
    JobActivator activator =
        new JobActivator() {
          @Override
          public <T> T activateJob(Class<T> type) {
            return type.cast(sweep);
          }
        };
    BackgroundJobServer started =
        new BackgroundJobServer(
            storage,
            mapper,
            activator,
            BackgroundJobServerConfiguration.usingStandardBackgroundJobServerConfiguration()
                .andPollInterval(POLL)
                .andWorkerCount(1)
                .andDeleteSucceededJobsAfter(KEEP_JOBS)
                .andPermanentlyDeleteDeletedJobsAfter(KEEP_JOBS)
                .andInterruptJobsAwaitDurationOnStopBackgroundJobServer(LAST_JOBS));
    started.start();
    return started;
  }

  /// Makes a new server if this one has stopped.
  ///
  /// @return whether it had
  boolean watch() {
    if (server.isRunning()) {
      return false;
    }
    LOG.warn("JobRunr has stopped; it is started again");
    server.stop();
    server = start();
    return true;
  }

  /// The server now.
  BackgroundJobServer server() {
    return server;
  }

  /// Leaves the sweeps to the others.
  @Override
  public void close() {
    server.stop();
    storage.close();
  }
}
