/// Addresses that webhooks may be sent to, and how what is sent there is signed. Start at
/// [dev.meridian.webhook.WebhookEndpoints].
@NullMarked
package dev.meridian.webhook;

import org.jspecify.annotations.NullMarked;
