package dev.meridian.redis;

import dev.meridian.task.RequestId;
import dev.meridian.task.TaskId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All names of keys and channels. A task's document has Celery's name and is its channel too; the
/// others but Celery's begin with the configured prefix, `meridian:`.
///
/// | key | type | content |
/// |---|---|---|
/// | `celery-task-meta-ID` | string | the result document of a task |
/// | `meridian:request:ID` | string | what was recorded of a request |
/// | `meridian:request:ID:state` | hash | where it stands: see [RequestState] |
/// | `meridian:request:ID:open` | hash | its unfinished tasks: id to index |
/// | `meridian:request:ID:parts` | list | its finished ones in order: `INDEX ID` |
/// | `meridian:requests` | sorted set | the newest request ids by creation time |
/// | `meridian:reply:NAME` | channel | `ID DOCUMENT` of ended tasks, to one who waits for them |
/// | `meridian:cancelled` | channel | the ids of cancelled tasks |
/// | `meridian:limit:KEY`, `…:permits` | hash, sorted set | see [RedisLimits] |
/// | `meridian:lanes:REGION` and `:of`, `:live`, `:used`, `:sent:N` | | see [RedisLanes] |
/// | `meridian:lanes` | channel | the regions in which a lane came into use |
/// | `meridian:cache:KEY` | string | a cached value |
/// | `meridian:claim:NAME` | string | who holds a name, see [RedisClaims] |
/// | `meridian:shared:ID` | hash | who shares an execution: see [RequestScripts] |
/// | `meridian:letters` | sorted set | ids of dead letters by their time of death |
/// | `meridian:letter:ID` | hash | a dead letter: see [RedisLetters] |
/// | `meridian:worker:NAME` | string | the last heartbeat of a worker |
/// | `celery-taskset-meta-GROUP` and `….j`, `….t`, `….s` | | a chord, see [RedisChords] |
/// | `meridian:chord:GROUP` | string | the body of a chord |
/// | `meridian:chords` | sorted set | chords under way by when somebody last touched them |
/// | `meridian:workers` | sorted set | names of workers by the end of their heartbeat |
/// | `meridian:fences` and `…:ids`, `:changes`, … | | see [RedisFences] |
/// | `meridian:fences` | channel | ids of fences that changed |
/// | `meridian:objects` and `…:ids`, `:at`, `:in` | | see [RedisObjects] |
/// | `meridian:due:REGION`, `meridian:inside:FENCE` | sorted set | see [RedisObjects] |
/// | `meridian:track:ID` | list | the last positions of an object |
/// | `meridian:owner:REGION` | string | who looks at the silent objects of a region |
/// | `meridian:crossings:REGION` | stream | crossings, see [RedisCrossings] |
/// | `meridian:crossings` | channel | the regions whose crossings are new |
/// | `meridian:positions` | channel | positions as they come, see [RedisPositionFeed] |
///
/// Every key has a time to live, but those of fences, objects and crossings, which end with what
/// they are of or have a bound.
record Keys(String prefix) {
  /// The beginning of the key of a result document.
  static final String META = "celery-task-meta-";

  /// The beginning of the keys of a chord.
  static final String SET = "celery-taskset-meta-";

  static String document(TaskId task) {
    return META + task.value();
  }

  static TaskId taskOf(String document) {
    return new TaskId(document.substring(META.length()));
  }

  String record(RequestId request) {
    return prefix + "request:" + request.value();
  }

  String state(RequestId request) {
    return record(request) + ":state";
  }

  String open(RequestId request) {
    return record(request) + ":open";
  }

  String parts(RequestId request) {
    return record(request) + ":parts";
  }

  String requests() {
    return prefix + "requests";
  }

  String cancelled() {
    return prefix + "cancelled";
  }

  String reply(String name) {
    return prefix + "reply:" + name;
  }

  /// Whether it is the name of a channel of replies.
  boolean isReply(String channel) {
    return channel.startsWith(prefix + "reply:");
  }

  String limit(String key) {
    return prefix + "limit:" + key;
  }

  String permits(String key) {
    return limit(key) + ":permits";
  }

  String lanes() {
    return prefix + "lanes";
  }

  String lanes(String region) {
    return prefix + "lanes:" + region;
  }

  String cache(String key) {
    return prefix + "cache:" + key;
  }

  String shared(TaskId execution) {
    return prefix + "shared:" + execution.value();
  }

  String claim(String name) {
    return prefix + "claim:" + name;
  }

  String letters() {
    return prefix + "letters";
  }

  String letter(String id) {
    return prefix + "letter:" + id;
  }

  String worker(String name) {
    return prefix + "worker:" + name;
  }

  String chord(String group) {
    return prefix + "chord:" + group;
  }

  String chords() {
    return prefix + "chords";
  }

  String workers() {
    return prefix + "workers";
  }

  String fences() {
    return prefix + "fences";
  }

  String objects() {
    return prefix + "objects";
  }

  String due(String region) {
    return prefix + "due:" + region;
  }

  String inside(String fence) {
    return prefix + "inside:" + fence;
  }

  String track(String object) {
    return prefix + "track:" + object;
  }

  String owner(String region) {
    return prefix + "owner:" + region;
  }

  String crossings() {
    return prefix + "crossings";
  }

  String crossings(String region) {
    return prefix + "crossings:" + region;
  }

  String positions() {
    return prefix + "positions";
  }

  /// `first` and, if there is a request, its four keys, in the order every script of
  /// [RequestScripts] expects.
  List<String> of(String first, @Nullable RequestId request) {
    return request == null
        ? List.of(first)
        : List.of(first, record(request), state(request), open(request), parts(request));
  }
}
