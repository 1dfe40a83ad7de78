/// Task types from jars: each jar, or folder of jars, with a class loader of its own. Start at
/// [dev.meridian.module.TaskFolder].
@NullMarked
package dev.meridian.module;

import org.jspecify.annotations.NullMarked;
