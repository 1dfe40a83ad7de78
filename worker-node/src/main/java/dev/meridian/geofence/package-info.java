/// Runs tasks of the type `geofence`. Start at [dev.meridian.geofence.GeofenceHandler].
@NullMarked
package dev.meridian.geofence;

import org.jspecify.annotations.NullMarked;
