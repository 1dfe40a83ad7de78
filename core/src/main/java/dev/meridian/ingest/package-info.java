/// The way in for positions: read in the forms that clients send, checked one by one, and published
/// to the region that answers for where they are. Start at [dev.meridian.ingest.PositionReader] and
/// [dev.meridian.ingest.PositionIntake].
@NullMarked
package dev.meridian.ingest;

import org.jspecify.annotations.NullMarked;
