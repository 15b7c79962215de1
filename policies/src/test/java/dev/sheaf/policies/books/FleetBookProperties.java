package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.FleetBook.Patience;
import java.util.List;
import org.junit.jupiter.api.Test;

class FleetBookProperties {
  private static final Patience PATIENCE = new Patience(60, 5, 40, 3, 50);

  @Test
  void everyNeedIsSettledByAnAnswerToTheOpenQuestionHoweverUnreliableTheFunction() {
    var settled = 0;
    for (long seed = 1; seed <= 300; seed++) {
      var function = new UnreliableFunction(seed, PATIENCE);
      assertEquals(List.of(), function.need(60), "seed " + seed);
      settled += function.settled();
    }
    assertTrue(settled > 300 * 60 * 0.8, "most needs must be met, but only " + settled + " were");
  }
}
