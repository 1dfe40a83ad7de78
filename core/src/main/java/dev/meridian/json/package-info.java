/// JSON as Meridian reads and writes it, and the schemas that check it. Start at
/// [dev.meridian.json.Json].
@NullMarked
package dev.meridian.json;

import org.jspecify.annotations.NullMarked;
