package io.runpaths.testkit.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the fixture of the contract classes that the annotated class extends or encloses. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface StoreUnderTest {
  /**
   * The fixture.
   *
   * @return a class with a constructor without parameters, of any visibility
   */
  Class<? extends StoreFixture> value();
}
