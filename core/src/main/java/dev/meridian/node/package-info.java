/// The SPI by which workers say that they are alive. Start at [dev.meridian.node.WorkerDirectory].
@NullMarked
package dev.meridian.node;

import org.jspecify.annotations.NullMarked;
