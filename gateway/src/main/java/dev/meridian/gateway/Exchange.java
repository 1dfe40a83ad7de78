package dev.meridian.gateway;

import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request as endpoints see it. For the one thread that answers it.
interface Exchange {
  /// The method, upper case.
  String method();

  /// The path, decoded, from its first slash.
  String path();

  /// The query's parameters.
  Query query();

  /// The first value of a header, null if there is none.
  @Nullable String header(String name);

  /// All values of a header, in order.
  List<String> headers(String name);

  /// The whole body.
  ///
  /// @throws Refusal if it is longer than is allowed, or does not come
  byte[] body();

  /// The body as it comes. To be closed, which waits a little for what was not read.
  ///
  /// @param times how many times longer than [#body()] it may be; reading further ends in a
  ///   [Refusal]
  /// @throws Refusal if it says that it is longer
  InputStream stream(int times);

  /// The whole body of a request that may be longer than others. What is beyond `usual` has to come
  /// within a minute.
  ///
  /// @param usual bytes, less than `most`
  /// @param most the most bytes
  /// @param larger called once before more than `usual` is read; may refuse
  /// @throws Refusal if it is longer than that and than others may be, or does not come in time
  byte[] body(int usual, int most, Runnable larger);

  /// What the client calls this gateway by, without a slash at the end.
  String base();
}
