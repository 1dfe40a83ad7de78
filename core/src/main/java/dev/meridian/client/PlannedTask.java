package dev.meridian.client;

import dev.meridian.route.Target;
import tools.jackson.databind.node.ObjectNode;

/// One task of a request before it is routed.
///
/// @param label what the client calls it: the source's name, else its number from 0
/// @param inputs its input object
/// @param target what says where it belongs
public record PlannedTask(String label, ObjectNode inputs, Target target) {}
