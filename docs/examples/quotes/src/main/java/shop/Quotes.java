package shop;

import dev.meridian.task.Attempt;
import dev.meridian.task.TaskException;
import dev.meridian.task.TaskModule;
import dev.meridian.task.TaskSink;
import dev.meridian.task.TaskType;
import java.util.Map;

/// The task type `quotes.price`: what an order costs in the region it was sent to.
public final class Quotes implements TaskModule {
  public record Order(String item, int count) {}

  public record Quote(String item, double total, String region) {}

  public static final TaskType<Order, Quote> PRICE =
      TaskType.of("quotes.price", Order.class, Quote.class);

  private static final Map<String, Double> PRICES = Map.of("tea", 2.5, "bread", 3.2);

  @Override
  public void register(TaskSink sink) {
    sink.handle(PRICE, Quotes::price);
  }

  private static Quote price(Order order, Attempt attempt) {
    Double price = PRICES.get(order.item());
    if (price == null) {
      throw TaskException.permanent("UnknownItem", "no " + order.item() + " here");
    }
    return new Quote(order.item(), price * order.count(), attempt.region());
  }
}
