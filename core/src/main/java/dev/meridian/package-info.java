/// The root of Meridian: the exceptions every module shares.
@NullMarked
package dev.meridian;

import org.jspecify.annotations.NullMarked;
