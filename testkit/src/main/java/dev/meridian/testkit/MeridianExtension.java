package dev.meridian.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives each test its [TestMeridian], and closes it afterwards. For those who cannot use
/// [MeridianTest].
public final class MeridianExtension implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(MeridianExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == TestMeridian.class
        && test.getTestMethod().isPresent();
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getStore(NAMESPACE).computeIfAbsent(TestMeridian.class, _ -> TestMeridian.start());
  }
}
