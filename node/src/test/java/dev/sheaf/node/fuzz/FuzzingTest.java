package dev.sheaf.node.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form of what {@code ./sheaf torture --fuzz N} does. */
final class FuzzingTest {
  private static final long SEED = 7;
  private static final int INPUTS = 6_000;

  @Test
  void noParserDoesAnythingButTakeOrRefuse() throws IOException {
    assertEquals(List.of(), Fuzzing.run(SEED, INPUTS).crashes(), "seed " + SEED);
  }

  @Test
  void everyParserTakesItsGoodInput() throws Exception {
    for (var target : Targets.all()) {
      for (var good : target.good()) {
        target.parser().parse(good);
      }
    }
  }

  @Test
  void aParserThatTrustsALengthIsCaught() {
    var trusting =
        new Target(
            "trusting",
            List.of(new byte[] {3, 1, 2, 3}),
            input -> {
              var sum = 0;
              for (int i = 1; i <= input[0]; i++) {
                sum += input[i];
              }
              if (sum < 0) {
                throw new IOException("a sum must not be negative but was " + sum);
              }
            },
            List.of(IOException.class));
    assertFalse(Fuzzing.run(SEED, 1_000, List.of(trusting)).crashes().isEmpty());
  }

  @Test
  void theSameSeedMakesTheSameInput() {
    var good = "{\"a\": 1}".getBytes(UTF_8);
    for (long seed = 0; seed < 1_000; seed++) {
      assertArrayEquals(Mutations.of(good, seed), Mutations.of(good, seed));
    }
  }
}
