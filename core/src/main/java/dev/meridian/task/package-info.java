/// What a unit of work is: its type, ids, states, attempt and result. Start at
/// [dev.meridian.task.TaskType].
@NullMarked
package dev.meridian.task;

import org.jspecify.annotations.NullMarked;
