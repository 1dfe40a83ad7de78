/// Message signing and payload encryption: who may send a region its tasks, and who may read them.
/// Start at [dev.meridian.seal.KeyedSeal].
@NullMarked
package dev.meridian.seal;

import org.jspecify.annotations.NullMarked;
