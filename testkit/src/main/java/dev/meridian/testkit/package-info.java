/// For the tests of those who add task types: a whole Meridian in memory, with a clock that the
/// test sets and brokers that fail when it says so. Start at [dev.meridian.testkit.MeridianTest].
@NullMarked
package dev.meridian.testkit;

import org.jspecify.annotations.NullMarked;
