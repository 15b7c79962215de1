package dev.sheaf.lambda.bridge.erasure;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;

/**
 * The products of one code by erasure pattern: from which chunks, to which.
 *
 * <p><i>Cost:</i> what is kept has at most 2^20 coefficients, about 32 MiB of tables; a pattern
 * that was forgotten is inverted again. All 1,470 patterns of 10+4 fit many times.
 */
final class Products {
  private static final long MOST_COEFFICIENTS = 1 << 20;

  private record Pattern(List<Integer> from, List<Integer> to) {
    private int coefficients() {
      return from.size() * to.size();
    }
  }

  private final Matrix generator;
  private final Kernel kernel;
  private final Cache<Pattern, Kernel.Product> kept =
      Caffeine.newBuilder()
          .maximumWeight(MOST_COEFFICIENTS)
          .weigher((Pattern pattern, Kernel.Product product) -> pattern.coefficients())
          .executor(Runnable::run)
          .build();

  Products(Matrix generator, Kernel kernel) {
    this.generator = generator;
    this.kernel = kernel;
  }

  /** What makes the chunks {@code to} of the chunks {@code from}, as many as there are of data. */
  Kernel.Product of(List<Integer> from, List<Integer> to) {
    return kept.get(
        new Pattern(List.copyOf(from), List.copyOf(to)),
        pattern -> kernel.product(coefficients(pattern)));
  }

  private Matrix coefficients(Pattern pattern) {
    return generator.rows(pattern.to()).times(generator.rows(pattern.from()).inverted());
  }
}
