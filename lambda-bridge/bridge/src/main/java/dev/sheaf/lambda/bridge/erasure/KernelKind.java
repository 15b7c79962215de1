package dev.sheaf.lambda.bridge.erasure;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kernels there are, the fastest first. */
public enum KernelKind {
  /** Intel's ISA-L, where it is installed. */
  ISAL {
    @Override
    public Optional<String> whyNot() {
      return Isal.find().isPresent()
          ? Optional.empty()
          : Optional.of(Isal.LIBRARY + " is not installed (Debian package libisal2)");
    }

    @Override
    Kernel start() {
      return new IsalKernel(Isal.find().orElseThrow());
    }
  },

  /** The JDK's Vector API, where its module was added at the start. */
  VECTOR {
    @Override
    public Optional<String> whyNot() {
      return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent()
          ? Optional.empty()
          : Optional.of("the JVM runs without --add-modules " + VECTOR_MODULE);
    }

    @Override
    Kernel start() {
      return new VectorKernel();
    }
  },

  /** Java without anything, everywhere. */
  PLAIN {
    @Override
    public Optional<String> whyNot() {
      return Optional.empty();
    }

    @Override
    Kernel start() {
      return new PlainKernel();
    }
  };

  /** The system property that forces one of them, by its {@link #label}. */
  public static final String PROPERTY = "sheaf.erasure.kernel";

  private static final String VECTOR_MODULE = "jdk.incubator.vector";

  /** Why it cannot run here, or nothing when it can. */
  public abstract Optional<String> whyNot();

  abstract Kernel start();

  /** As it is written: {@code isal}, {@code vector}, {@code plain}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one that {@value #PROPERTY} names, else the fastest that can run here. */
  public static KernelKind chosen() {
    var forced = System.getProperty(PROPERTY);
    return forced == null
        ? Arrays.stream(values()).filter(each -> each.whyNot().isEmpty()).findFirst().orElseThrow()
        : parse(forced);
  }

  private static KernelKind parse(String label) {
    return Arrays.stream(values())
        .filter(each -> each.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s must be one of %s but was %s".formatted(PROPERTY, labels(), label)));
  }

  private static String labels() {
    return Arrays.stream(values()).map(KernelKind::label).collect(Collectors.joining(", "));
  }

  Kernel kernel() {
    whyNot()
        .ifPresent(why -> {
          throw new IllegalStateException("the kernel %s cannot run: %s".formatted(label(), why));
        });
    return start();
  }
}
