/// Broker on RabbitMQ 3.10 to 4.x: publisher confirms, quorum queues, a delay ladder. Start at
/// [dev.meridian.rabbit.RabbitBroker]; only it and [dev.meridian.rabbit.RabbitConfig] are public.
///
/// Threads. Each of the two connections has one [dev.meridian.rabbit.Link], a virtual thread that
/// connects, reconnects and lets its [dev.meridian.rabbit.Link.Tenant] make good what is missing.
/// Publishers write on their own threads; confirms are taken on the connection's reader thread;
/// deliveries come on the client's dispatch threads; acknowledgements leave from one virtual thread
/// per channel. Everything that belongs to one channel lives in one object that dies with it, so
/// sequence numbers and delivery tags of different channels never meet.
@NullMarked
package dev.meridian.rabbit;

import org.jspecify.annotations.NullMarked;
