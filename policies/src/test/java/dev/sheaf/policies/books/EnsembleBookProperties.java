package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.EnsembleBook.Machines;
import dev.sheaf.policies.books.EnsembleProtocol.Command;
import dev.sheaf.policies.books.EnsembleProtocol.Effect;
import dev.sheaf.policies.books.EnsembleProtocol.Event;
import dev.sheaf.policies.ensemble.EqualRatePacking;
import dev.sheaf.policies.ensemble.EqualRatePacking.Anchor;
import dev.sheaf.policies.ensemble.Member;
import dev.sheaf.policies.ensemble.NodePlacement.Place;
import dev.sheaf.policies.ensemble.RateTable;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EnsembleBookProperties {
  private static final Machines MACHINES = new Machines(2, 4);

  private static EnsembleBook book(int perRound) {
    return new EnsembleBook(new EqualRatePacking(Anchor.FASTEST), MACHINES, perRound);
  }

  private static Member member(long seed, int index) {
    var alone = 10.0 + Draw.below(Draw.draw(seed, index), 90);
    return new Member("m" + index, new RateTable(List.of(alone, alone * 1.8, alone * 2.5)));
  }

  /** Workers that do what they are told in any order, say things twice, and sometimes die. */
  private static final class Voyage {
    final int perRound;
    final List<Event> journal = new ArrayList<>();
    final List<Effect> owed = new ArrayList<>();
    EnsembleBook book;

    Voyage(int perRound) {
      this.perRound = perRound;
      this.book = book(perRound);
    }

    void tell(Command command) {
      var decision = book.decide(command, 0);
      decision.events().forEach(book::apply);
      journal.addAll(decision.events());
      owed.addAll(decision.effects());
    }

    void crash() {
      book = book(perRound);
      journal.forEach(book::apply);
      owed.clear();
      owed.addAll(book.wake(0));
    }

    void step(long drawn) {
      var effect = owed.get((int) Draw.below(drawn, owed.size()));
      var kind = Draw.below(Draw.draw(drawn, 1), 20);
      owed.remove(effect);
      switch (effect) {
        case Effect.Train train when kind < 2 ->
            tell(new Command.Lost(train.round(), train.place().member()));
        case Effect.Train train ->
            tell(new Command.Converged(train.round(), train.place().member()));
        case Effect.Checkpoint save when kind < 2 ->
            tell(new Command.Lost(save.round(), save.member()));
        case Effect.Checkpoint save when kind < 4 ->
            tell(new Command.Converged(save.round(), save.member()));
        case Effect.Checkpoint save -> {
          tell(new Command.Checkpointed(save.round(), save.member()));
          tell(new Command.Checkpointed(save.round(), save.member()));
        }
      }
    }
  }

  @Test
  void everyMemberFinishesWhoeverDiesAndWhateverIsSaidTwice() {
    for (long seed = 1; seed <= 300; seed++) {
      var members = 1 + (int) Draw.below(Draw.draw(seed, 1), 20);
      var voyage = new Voyage(1 + (int) Draw.below(Draw.draw(seed, 2), 4));
      for (int i = 0; i < members; i++) {
        voyage.tell(new Command.Enlist(member(seed, i)));
        voyage.tell(new Command.Enlist(member(seed, i)));
      }
      voyage.tell(new Command.Muster());
      for (int step = 0; step < 20_000 && voyage.book.converged().size() < members; step++) {
        var drawn = Draw.draw(seed, 3, step);
        if (Draw.below(Draw.draw(drawn, 2), 10) == 0) {
          voyage.crash();
        }
        voyage.step(drawn);
        var gpus = voyage.book.training().stream().mapToInt(Place::gpus).sum();
        assertTrue(gpus <= MACHINES.gpus(), "seed " + seed);
      }
      assertEquals(members, voyage.book.converged().size(), "seed " + seed);
    }
  }

  @Test
  void whatIsSaidOfARoundThatIsOverChangesNothing() {
    var voyage = new Voyage(1);
    for (int i = 0; i < 3; i++) {
      voyage.tell(new Command.Enlist(member(1, i)));
    }
    voyage.tell(new Command.Muster());
    voyage.tell(new Command.Converged(1, "m0"));
    voyage.tell(new Command.Checkpointed(1, "m1"));
    voyage.tell(new Command.Checkpointed(1, "m2"));
    assertEquals(2, voyage.book.round());
    voyage.tell(new Command.Converged(1, "m1"));
    voyage.tell(new Command.Lost(1, "m1"));
    assertEquals(List.of("m0"), voyage.book.converged());
    assertEquals(2, voyage.book.training().size());
  }
}
