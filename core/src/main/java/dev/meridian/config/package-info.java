/// `regions.yaml`, the one file an operator edits: read, checked and reloaded. Start at
/// [dev.meridian.config.RegionsFile].
@NullMarked
package dev.meridian.config;

import org.jspecify.annotations.NullMarked;
