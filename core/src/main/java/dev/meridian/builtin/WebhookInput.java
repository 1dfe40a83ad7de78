package dev.meridian.builtin;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The input of one task of the type `webhook`.
///
/// @param url to send to, one that an endpoint of the regions file covers
/// @param event what to send, an object
/// @param id of the event, the same at each attempt, for the receiver to know it again
/// @param endpoint whose secrets sign it; null for the one that covers the URL best
public record WebhookInput(String url, JsonNode event, String id, @Nullable String endpoint) {}
