package dev.sheaf.policies.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.ensemble.Convoy.Place;
import dev.sheaf.policies.ensemble.Convoy.Standing;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Readers of any pace that come, fall behind, leave and come back, over a ring that is written. */
final class ConvoyProperties {
  private static final int RUNS = 400;
  private static final int STEPS = 600;
  private static final int BATCHES = 13;
  private static final long MUSTER = 30;
  private static final long PATIENCE = 20;

  @Test
  void everyReaderThatIsFedFindsEachBatchOfItsEpochInTurnAndNobodyIsHeldUpForLong() {
    for (long seed = 0; seed < RUNS; seed++) {
      try {
        new Run(new Random(seed)).run();
      } catch (AssertionError | RuntimeException broken) {
        throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
      }
    }
  }

  private static final class Run {
    private final Random random;
    private final int slots;
    private final Convoy convoy;
    private final Map<Integer, Place> ring = new HashMap<>();
    private final TreeMap<Long, Place> readers = new TreeMap<>();
    private final TreeMap<Long, Long> waitingSince = new TreeMap<>();
    private long now;
    private long lastReader;

    Run(Random random) {
      this.random = random;
      this.slots = 1 + random.nextInt(6);
      this.convoy = new Convoy(slots, PATIENCE, MUSTER);
    }

    void run() {
      for (int step = 0; step < STEPS; step++) {
        now += random.nextInt(3);
        if (readers.size() < 4 && random.nextInt(30) == 0) {
          come();
        }
        prepare();
        for (var reader : readers.keySet().toArray(Long[]::new)) {
          // The higher its number, the slower.
          if (random.nextInt(1 + (int) (reader % 4)) == 0) {
            act(reader);
          }
        }
      }
    }

    private void come() {
      var reader = ++lastReader;
      var place = new Place(random.nextInt(2), random.nextInt(3) == 0 ? random.nextInt(3) : 0);
      convoy.announce(reader);
      convoy.begin(reader, place, now);
      readers.put(reader, place);
    }

    private void prepare() {
      var place = convoy.toPrepare(now);
      if (place.isEmpty()) {
        return;
      }
      if (place.get().n() == BATCHES) {
        convoy.epochOver();
      } else {
        ring.put((int) (convoy.prepared() % slots), place.get());
      }
    }

    private void act(long reader) {
      var wanted = readers.get(reader);
      if (random.nextInt(60) == 0) {
        convoy.leave(reader);
        readers.remove(reader);
        waitingSince.remove(reader);
        return;
      }
      switch (convoy.standing(reader, now)) {
        case Standing.Waiting waiting -> await(reader, 2 * PATIENCE);
        case Standing.Alone alone -> read(reader, wanted);
        case Standing.Reading(long number) -> {
          var coming = convoy.coming(reader).orElseThrow();
          if (!coming.equals(wanted)) {
            assertEquals(BATCHES, wanted.n(), "what it is to be given is " + coming);
            read(reader, wanted);
          } else if (wanted.equals(ring.get((int) (number % slots)))) {
            convoy.takes(reader);
            convoy.took(reader);
            read(reader, wanted);
          } else {
            convoy.starves(reader, now);
            // Others are put out one after another, and each epoch takes a step.
            await(reader, 8 * PATIENCE);
          }
        }
      }
    }

    private void await(long reader, long atMost) {
      var since = waitingSince.computeIfAbsent(reader, any -> now);
      assertTrue(now - since <= atMost, reader + " has waited since " + since + " at " + now);
    }

    /** It is done with a batch, or has heard that there is none. */
    private void read(long reader, Place place) {
      waitingSince.remove(reader);
      var next =
          place.n() == BATCHES
              ? new Place(place.epoch() + 1, 0)
              : new Place(place.epoch(), place.n() + 1);
      readers.put(reader, next);
      if (next.n() == 0) {
        convoy.begin(reader, next, now);
      }
    }
  }
}
