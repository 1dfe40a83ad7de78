/// The task types that every Meridian knows: their names, schemas and plans. Handlers live in the
/// worker.
@NullMarked
package dev.meridian.builtin;

import org.jspecify.annotations.NullMarked;
