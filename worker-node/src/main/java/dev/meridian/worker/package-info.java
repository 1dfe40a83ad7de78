/// Hops 6 and 7: takes deliveries, runs attempts on virtual threads, stores results, settles. Start
/// at [dev.meridian.worker.WorkerNode].
@NullMarked
package dev.meridian.worker;

import org.jspecify.annotations.NullMarked;
