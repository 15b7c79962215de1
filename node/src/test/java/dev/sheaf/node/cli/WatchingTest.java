package dev.sheaf.node.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class WatchingTest {
  private static final int LAST = 9;

  private final List<String> told = new ArrayList<>();
  private final Deque<Supplier<JsonNode>> answers = new ArrayDeque<>();

  private JsonNode watch() {
    return new Watching(told::add, Duration.ofMillis(1)).until(new Counted());
  }

  /** Something that is over at 9. */
  private final class Counted implements Watching.Watched {
    @Override
    public JsonNode look() {
      return answers.remove().get();
    }

    @Override
    public boolean isOver(JsonNode seen) {
      return seen.asInt() == LAST;
    }

    @Override
    public List<String> lines(JsonNode seen) {
      return List.of("at " + seen.asInt());
    }
  }

  private void answer(int number) {
    answers.add(() -> IntNode.valueOf(number));
  }

  @Test
  void aNodeThatFallsSilentIsWaitedFor() {
    answer(1);
    for (int i = 0; i < 3; i++) {
      answers.add(() -> {
        throw CliException.passing("no answer");
      });
    }
    answer(LAST);
    assertEquals(LAST, watch().asInt());
    assertEquals(List.of("at 1", "no answer", "asking again for 60 s ...", "at 9"), told);
  }

  @Test
  void aRefusalEndsIt() {
    answer(1);
    answers.add(() -> {
      throw new CliException("there is no job x");
    });
    assertThrows(CliException.class, this::watch);
  }

  @Test
  void nobodyWaitsForANodeThatWasNeverThere() {
    answers.add(() -> {
      throw CliException.passing("no node answers");
    });
    assertThrows(CliException.class, this::watch);
  }
}
