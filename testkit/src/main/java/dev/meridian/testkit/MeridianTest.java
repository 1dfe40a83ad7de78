package dev.meridian.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/// A class of JUnit tests that take a [TestMeridian] as a parameter. Each test has its own, and so
/// have its `@BeforeEach` and `@AfterEach`.
///
/// ```java
/// @MeridianTest
/// final class QuotesTest {
///   @Test
///   void teaHasAPrice(TestMeridian meridian) throws Exception {
///     meridian.add(new Quotes());
///     Quote quote = meridian.tasks().submit(PRICE, new Order("tea", 3)).await(Duration.ofSeconds(5));
///   }
/// }
/// ```
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(MeridianExtension.class)
public @interface MeridianTest {}
