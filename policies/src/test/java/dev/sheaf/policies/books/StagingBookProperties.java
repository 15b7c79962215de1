package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.StagingProtocol.Command;
import dev.sheaf.policies.books.StagingProtocol.Effect;
import dev.sheaf.policies.books.StagingProtocol.Event;
import dev.sheaf.policies.books.StagingProtocol.Reply;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random orders of messages, dead loaders, lost batches and crashes: each batch once per job. */
class StagingBookProperties {
  private static final int SEEDS = 120;

  @Test
  void everyJobUsesEveryBatchOnceWhateverIsLostRepeatedOrReordered() {
    for (int seed = 0; seed < SEEDS; seed++) {
      new Chaos(seed).run();
    }
  }

  private static final class Chaos {
    private final int seed;
    private long draws;
    private final int loaders;
    private final int jobs;
    private final int batches;
    private final int mostStaged;
    private StagingBook book;
    private final List<Event> journal = new ArrayList<>();
    private final List<Command> inFlight = new ArrayList<>();
    private final int[][] used;

    Chaos(int seed) {
      this.seed = seed;
      this.loaders = 1 + below(4);
      this.jobs = 1 + below(4);
      this.batches = 1 + below(30);
      this.mostStaged = 1 + below(6);
      this.book = new StagingBook(loaders, mostStaged);
      this.used = new int[jobs][batches];
    }

    private int below(int bound) {
      return (int) Draw.below(Draw.draw(seed, draws++), bound);
    }

    void run() {
      say(new Command.BeginEpoch(0, batches, jobs));
      for (int step = 0; step < 200_000 && !book.over(); step++) {
        act();
        assertTrue(book.occupied() <= mostStaged, () -> "seed " + seed + ": too many staged");
      }
      for (int job = 0; job < jobs; job++) {
        for (int batch = 0; batch < batches; batch++) {
          assertEquals(1, used[job][batch], "seed %d: job %d batch %d".formatted(seed, job, batch));
        }
      }
    }

    private void act() {
      switch (below(12)) {
        case 0 -> crash();
        case 1 -> say(new Command.Lost(0, below(batches)));
        case 2 -> {
          if (!inFlight.isEmpty()) {
            inFlight.remove(below(inFlight.size()));
          }
        }
        case 3, 4, 5, 6, 7 -> deliver();
        default -> take(below(jobs), below(batches));
      }
    }

    /** Whatever was under way arrives, perhaps again, in any order. */
    private void deliver() {
      if (inFlight.isEmpty()) {
        book.wake(0).forEach(this::run);
        return;
      }
      var which = below(inFlight.size());
      say(below(4) == 0 ? inFlight.get(which) : inFlight.remove(which));
    }

    private void take(int job, int batch) {
      if (say(new Command.Take(job, 0, batch)) == Reply.HERE) {
        used[job][batch]++;
      }
    }

    private void crash() {
      book = new StagingBook(loaders, mostStaged);
      journal.forEach(book::apply);
      book.wake(0).forEach(this::run);
    }

    private @Nullable Reply say(Command command) {
      var decision = book.decide(command, 0);
      decision.events().forEach(book::apply);
      journal.addAll(decision.events());
      if (below(20) > 0) {
        decision.effects().forEach(this::run);
      }
      return decision.reply();
    }

    private void run(Effect effect) {
      switch (effect) {
        case Effect.Prepare it -> inFlight.add(new Command.Put(it.loader(), 0, it.batch()));
        case Effect.Watch it -> inFlight.add(new Command.LeaseOver(0, it.batch(), it.attempt()));
        case Effect.Offer _, Effect.Free _ -> {}
      }
    }
  }
}
