package dev.meridian.cli;

import dev.meridian.builtin.Echo;
import dev.meridian.builtin.Fetch;
import dev.meridian.builtin.Geofence;
import dev.meridian.builtin.GeofenceReplay;
import dev.meridian.builtin.Merge;
import dev.meridian.builtin.Webhook;
import dev.meridian.fetch.WebhookHandler;
import dev.meridian.geofence.GeofenceHandler;
import dev.meridian.geofence.ReplayHandler;
import dev.meridian.track.ObjectStore;
import dev.meridian.worker.TaskRegistry;

/// The tasks that every worker knows.
final class BuiltInTasks {
  private BuiltInTasks() {}

  /// A registry of them, to which others may be added.
  static TaskRegistry registry(
      LazyFetch fetch, WebhookHandler webhooks, ObjectStore objects, RegionsInUse regions) {
    return new TaskRegistry()
        .handle(Echo.TYPE, Echo.HANDLER)
        .handle(Fetch.TYPE, fetch)
        .handle(Geofence.TYPE, new GeofenceHandler())
        .handle(GeofenceReplay.TYPE, new ReplayHandler(objects, regions::classes))
        .handle(Merge.TYPE, Merge.HANDLER)
        .handle(Webhook.TYPE, webhooks);
  }
}
