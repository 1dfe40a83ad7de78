/// The store on Redis 7 or Valkey, one server or a primary with replicas (its scripts touch
/// Celery's and Meridian's keys together, so not a Redis Cluster). Start at
/// [dev.meridian.redis.RedisStore].
///
/// Three connections' worth of threads serve a whole process. `redis-commands` drains a bounded
/// queue of commands into pipelines ([dev.meridian.redis.Commands]); `redis-reader` and
/// `redis-writer` share the one subscribed connection ([dev.meridian.redis.Subscriber]), which
/// exists once somebody listens; `redis-sweep` reads again what is waited for
/// ([dev.meridian.redis.Sweeper]). All are platform threads, so that handlers that keep every
/// carrier thread busy cannot hold up a result.
@NullMarked
package dev.meridian.redis;

import org.jspecify.annotations.NullMarked;
