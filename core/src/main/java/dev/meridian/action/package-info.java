/// What crossings start: tasks, webhooks and messages for back ends, as the fences say. Start at
/// [dev.meridian.action.CrossingActions] and [dev.meridian.action.ActionReader].
@NullMarked
package dev.meridian.action;

import org.jspecify.annotations.NullMarked;
