package io.runpaths.testkit.contract;

import java.lang.reflect.Method;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Gives each test a fixture of its own, and turns the outcome of declared quirks around. */
final class FixtureExtension
    implements BeforeEachCallback, AfterEachCallback, InvocationInterceptor {
  @Override
  public void beforeEach(ExtensionContext context) {
    contract(context).begin(ReflectionSupport.newInstance(fixtureClass(context)));
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    contract(context).end();
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invoked,
      ExtensionContext context)
      throws Throwable {
    run(invocation, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> invoked,
      ExtensionContext context)
      throws Throwable {
    run(invocation, context);
  }

  private static void run(Invocation<@Nullable Void> invocation, ExtensionContext context)
      throws Throwable {
    String method = context.getRequiredTestMethod().getName();
    Optional<Quirk> declared =
        contract(context).fixture().quirks().stream()
            .filter(quirk -> quirk.covers(method, context.getDisplayName()))
            .findFirst();
    if (declared.isEmpty()) {
      invocation.proceed();
      return;
    }
    Quirk quirk = declared.get();
    try {
      invocation.proceed();
    } catch (AssertionError | Exception expected) {
      contract(context).fixture().confirmed(quirk);
      context.publishReportEntry("quirk", quirk.reason() + " (" + expected.getMessage() + ")");
      return;
    }
    throw new AssertionError(
        "The store does right what is declared as its quirk: "
            + quirk.reason()
            + " Take the declaration away.");
  }

  private static StoreContract contract(ExtensionContext context) {
    return (StoreContract) context.getRequiredTestInstance();
  }

  private static Class<? extends StoreFixture> fixtureClass(ExtensionContext context) {
    for (Class<?> type = context.getRequiredTestClass();
        type != null;
        type = type.getEnclosingClass()) {
      Optional<StoreUnderTest> named = AnnotationSupport.findAnnotation(type, StoreUnderTest.class);
      if (named.isPresent()) {
        return named.get().value();
      }
    }
    throw new ExtensionConfigurationException(
        "Neither "
            + context.getRequiredTestClass().getName()
            + " nor a class around it names its fixture; annotate it with @StoreUnderTest.");
  }
}
