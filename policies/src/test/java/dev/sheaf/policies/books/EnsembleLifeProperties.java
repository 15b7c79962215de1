package dev.sheaf.policies.books;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.books.LifeProtocol.Command;
import dev.sheaf.policies.books.LifeProtocol.Effect;
import dev.sheaf.policies.books.LifeProtocol.Event;
import dev.sheaf.policies.books.LifeProtocol.Pace;
import dev.sheaf.policies.books.LifeProtocol.Phase;
import dev.sheaf.policies.books.LifeProtocol.Score;
import dev.sheaf.policies.ensemble.Combination;
import dev.sheaf.policies.ensemble.Combine;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.MemberSpec;
import dev.sheaf.policies.ensemble.Preprocess;
import dev.sheaf.policies.ensemble.Program;
import dev.sheaf.policies.ensemble.Scores;
import dev.sheaf.policies.ensemble.Share;
import dev.sheaf.policies.ensemble.SlotTerms;
import dev.sheaf.policies.ensemble.StopRule;
import dev.sheaf.policies.ensemble.Verdict;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class EnsembleLifeProperties {
  private static final int EPOCHS = 9;

  private static EnsembleSpec spec(int members, StopRule stop, int maxRestarts) {
    return spec(members, stop, maxRestarts, member -> 1);
  }

  private static EnsembleSpec spec(
      int members, StopRule stop, int maxRestarts, IntUnaryOperator slots) {
    var list =
        IntStream.range(0, members)
            .mapToObj(i ->
                new MemberSpec(
                    "m" + i,
                    "cnn",
                    8,
                    MemberSpec.Optimizer.SGD,
                    0.1,
                    0.9,
                    0,
                    MemberSpec.Schedule.CONSTANT,
                    i,
                    Program.DJL,
                    0,
                    slots.applyAsInt(i),
                    0))
            .toList();
    return new EnsembleSpec(
        "e",
        new DatasetVersion("d", "0".repeat(64)),
        10,
        1000,
        Contract.SUBSTITUTE,
        EPOCHS,
        10,
        1,
        100,
        list,
        new Preprocess(32, 0, false, Share.AUTO),
        false,
        stop,
        Combine.SOFT,
        maxRestarts,
        SlotTerms.EQUAL);
  }

  private static Verdict verdict() {
    var none = new Scores(0, 0.5, 0.5, 0.5);
    return new Verdict(
        0,
        List.of(),
        List.of(),
        new Combination(Combine.SOFT, List.of()),
        List.of(),
        none,
        List.of());
  }

  /** Keepers that do what they are told in any order, say things twice, and sometimes die. */
  private static final class World {
    final List<Event> journal = new ArrayList<>();
    final long seed;
    EnsembleLife book = new EnsembleLife(new LifeState());
    int draws;
    int mostTraining;

    World(long seed) {
      this.seed = seed;
    }

    void tell(Command command) {
      var decision = book.decide(command, 0);
      decision.events().forEach(book::apply);
      journal.addAll(decision.events());
    }

    void crash() {
      book = new EnsembleLife(new LifeState());
      journal.forEach(book::apply);
    }

    /** Does one thing that is owed; levels, not edges: whatever wake says is what there is. */
    void step() {
      var owed = book.wake(0).stream().filter(each -> !(each instanceof Effect.OpenJobs)).toList();
      mostTraining = Math.max(mostTraining, slots(owed));
      var drawn = Draw.draw(seed, ++draws);
      var effect = owed.get((int) Draw.below(drawn, owed.size()));
      var kind = Draw.below(Draw.draw(drawn, 1), 20);
      switch (effect) {
        case Effect.Profile(String member) when kind == 0 ->
            tell(new Command.Lost(0, member, "its node burned"));
        case Effect.Profile(String member) ->
            tell(new Command.Profiled(member, new Pace(10 + kind, 0.1)));
        case Effect.Train(int round, String member) when kind == 0 ->
            tell(new Command.Lost(round, member, "its node burned"));
        case Effect.Train(int round, String member) when kind == 1 ->
            tell(new Command.Failed(round, member, "not finite"));
        case Effect.Train(int round, String member) -> train(round, member, drawn);
        case Effect.Checkpoint(int round, String member) -> {
          tell(new Command.Saved(round, member));
          tell(new Command.Saved(round, member));
        }
        case Effect.Judge judge -> {
          assertFalse(judge.members().isEmpty(), "seed " + seed);
          tell(new Command.Judged(verdict()));
        }
        default -> throw new AssertionError("seed " + seed + " owes " + effect);
      }
    }

    private int slots(List<Effect> owed) {
      var spec = book.state().spec();
      return owed.stream()
          .mapToInt(each ->
              switch (each) {
                case Effect.Profile(String member) -> spec.member(member).slots();
                case Effect.Train(int round, String member) -> spec.member(member).slots();
                case Effect.Checkpoint(int round, String member) -> spec.member(member).slots();
                default -> 0;
              })
          .sum();
    }

    private void train(int round, String member, long drawn) {
      var latest = book.state().life(member).latest();
      var epoch = latest == null ? 0 : latest.epoch() + 1;
      if (epoch == EPOCHS) {
        tell(new Command.Trained(round, member));
        return;
      }
      var loss = 1.0 + Draw.below(Draw.draw(drawn, 2), 1000) / 1000.0;
      var scored =
          new Command.Scored(round, member, new Score(epoch, loss, 0.5, new Pace(20, 0.2)));
      tell(scored);
      tell(scored);
    }
  }

  @Test
  void everyEnsembleEndsWhoeverDiesAndWhateverIsSaidTwice() {
    var trained = 0;
    for (long seed = 1; seed <= 300; seed++) {
      var members = 1 + (int) Draw.below(Draw.draw(seed, -1), 8);
      var slots = 1 + (int) Draw.below(Draw.draw(seed, -2), 5);
      var stop =
          switch ((int) Draw.below(Draw.draw(seed, -3), 3)) {
            case 0 -> StopRule.NEVER;
            case 1 -> new StopRule(2, 0, 0);
            default -> new StopRule(0, 3, 3);
          };
      var world = new World(seed);
      IntUnaryOperator each =
          i -> 1 + (int) Draw.below(Draw.draw(world.seed, -6, i), Math.min(3, slots));
      world.tell(new Command.Submit(spec(members, stop, 4, each), slots));
      for (int i = 0; i < 5_000 && !isOver(world); i++) {
        if (Draw.below(Draw.draw(seed, -4, i), 15) == 0) {
          world.crash();
        }
        if (Draw.below(Draw.draw(seed, -5, i), 40) == 0) {
          world.tell(new Command.CountSlots(slots));
        }
        world.step();
      }
      var state = world.book.state();
      assertTrue(isOver(world), "seed " + seed + " is " + state.phase());
      assertTrue(world.mostTraining <= slots, "seed " + seed + ": " + world.mostTraining);
      assertTrue(state.members().stream().noneMatch(MemberLife::isAlive), "seed " + seed);
      trained += state.phase() == Phase.TRAINED ? 1 : 0;
    }
    assertTrue(trained > 250, "few ensembles lose all members: " + trained);
  }

  private static boolean isOver(World world) {
    var phase = world.book.state().phase();
    return phase == Phase.TRAINED || phase == Phase.FAILED;
  }

  @Test
  void membersThatAllFitAreNotProfiled() {
    var world = new World(1);
    world.tell(new Command.Submit(spec(2, StopRule.NEVER, 3), 2));
    assertEquals(Phase.TRAINING, world.book.state().phase());
    var more = new World(1);
    more.tell(new Command.Submit(spec(3, StopRule.NEVER, 3), 2));
    assertEquals(Phase.PROFILING, more.book.state().phase());
    assertTrue(more.book.wake(0).contains(new Effect.Profile("m0")));
    assertFalse(more.book.wake(0).contains(new Effect.Profile("m2")), "two slots, two at a time");
  }

  @Test
  void aMemberOfSeveralSlotsTrainsOnAllOfThemOrNotAtAll() {
    var world = new World(1);
    world.tell(new Command.Submit(spec(2, StopRule.NEVER, 3, member -> 2), 1));
    assertEquals(List.of(new Effect.OpenJobs()), world.book.wake(0), "one slot is none");
    world.tell(new Command.CountSlots(2));
    assertTrue(world.book.wake(0).contains(new Effect.Profile("m0")));
    assertFalse(world.book.wake(0).contains(new Effect.Profile("m1")));
    world.tell(new Command.Profiled("m0", new Pace(10, 0)));
    world.tell(new Command.Profiled("m1", new Pace(20, 0)));
    assertTrue(world.book.wake(0).contains(new Effect.Train(1, "m0")), "the slower one");
    assertFalse(world.book.wake(0).contains(new Effect.Train(1, "m1")));
    world.tell(new Command.CountSlots(4));
    assertTrue(world.book.wake(0).contains(new Effect.Train(1, "m1")), "it joins");
  }

  @Test
  void whenTooFewSlotsAreLeftForThoseThatWaitTheySailWhenThereAreMore() {
    var world = new World(1);
    world.tell(new Command.Submit(spec(2, StopRule.NEVER, 3, member -> member + 1), 2));
    world.tell(new Command.Profiled("m0", new Pace(10, 0)));
    world.tell(new Command.Profiled("m1", new Pace(20, 0)));
    assertTrue(world.book.wake(0).contains(new Effect.Train(1, "m0")));
    world.tell(new Command.CountSlots(1));
    world.tell(new Command.Trained(1, "m0"));
    assertEquals(List.of(new Effect.OpenJobs()), world.book.wake(0));
    world.tell(new Command.CountSlots(2));
    assertTrue(world.book.wake(0).contains(new Effect.Train(2, "m1")));
  }

  @Test
  void aMemberWithoutALowerLossForAsLongAsThePatienceEnds() {
    var world = new World(1);
    world.tell(new Command.Submit(spec(1, new StopRule(2, 0, 0), 3), 1));
    for (var loss : new double[] {1.0, 0.5, 0.6, 0.55}) {
      assertTrue(world.book.state().life("m0").isAlive());
      var latest = world.book.state().life("m0").latest();
      var epoch = latest == null ? 0 : latest.epoch() + 1;
      world.tell(new Command.Scored(1, "m0", new Score(epoch, loss, 0.5, new Pace(1, 0))));
    }
    assertTrue(world.book.state().life("m0").isDone());
    assertEquals(Phase.JUDGING, world.book.state().phase());
    assertEquals(
        "no lower loss for 2 epochs since epoch 2", world.book.state().life("m0").reason());
  }

  @Test
  void aMemberThatIsBehindAtARungIsHalvedAndDoesNotVote() {
    var world = new World(1);
    world.tell(new Command.Submit(spec(3, new StopRule(0, 3, 3), 3), 3));
    for (int i = 0; i < 3; i++) {
      world.tell(new Command.Scored(1, "m" + i, new Score(0, 1.0 + i, 0.5, new Pace(1, 0))));
    }
    assertTrue(world.book.state().life("m0").isAlive(), "the first to come always goes on");
    assertTrue(world.book.state().life("m1").isHalved());
    assertTrue(world.book.state().life("m2").isHalved());
    world.tell(new Command.Trained(1, "m0"));
    assertEquals(List.of(new Effect.Judge(List.of("m0"))), world.book.wake(0));
  }

  @Test
  void aMemberThatFailsTooOftenIsDroppedWithItsReasonAndTheOthersGoOn() {
    var world = new World(1);
    world.tell(new Command.Submit(spec(2, StopRule.NEVER, 1), 2));
    world.tell(new Command.Lost(1, "m0", "its node burned"));
    assertEquals(1, world.book.state().life("m0").failures());
    assertTrue(world.book.wake(0).contains(new Effect.Train(1, "m0")), "in the same flotilla");
    world.tell(new Command.Trained(1, "m1"));
    world.tell(new Command.Lost(1, "m0", "its node burned again"));
    var life = world.book.state().life("m0");
    assertTrue(life.isDropped());
    assertTrue(life.reason().contains("2 times, last: its node burned again"), life.reason());
    assertEquals(List.of(new Effect.Judge(List.of("m1"))), world.book.wake(0));
  }

  @Test
  void aRoundThatEndsSaysHowWellItUsedItsSlots() {
    var world = new World(1);
    world.tell(new Command.Submit(spec(3, StopRule.NEVER, 1), 2));
    for (int i = 0; i < 3; i++) {
      world.tell(new Command.Profiled("m" + i, new Pace(100 * (i + 1), 0.25)));
    }
    assertEquals(1, world.book.state().round());
    world.tell(new Command.Trained(1, "m0"));
    var report = world.book.state().rounds().getFirst();
    assertEquals(List.of("m0", "m1"), report.members(), "the slowest, and who is nearest to it");
    assertEquals(0.25, report.rateMismatch(), 1e-12, "m1 loses half of its rate, m0 nothing");
    assertEquals(0.25, report.stallShare(), 1e-12);
  }

  @Test
  void anEnsembleWithoutMembersLeftFailsAndAStoppedOneStays() {
    var world = new World(1);
    world.tell(new Command.Submit(spec(1, StopRule.NEVER, 0), 1));
    world.tell(new Command.Failed(1, "m0", "not finite"));
    assertEquals(Phase.FAILED, world.book.state().phase());
    world.tell(new Command.Stop("too late"));
    assertEquals(Phase.FAILED, world.book.state().phase());
    var other = new World(2);
    other.tell(new Command.Submit(spec(1, StopRule.NEVER, 0), 1));
    other.tell(new Command.Stop("enough"));
    other.tell(new Command.Trained(1, "m0"));
    assertEquals(Phase.STOPPED, other.book.state().phase());
    assertTrue(other.book.wake(0).isEmpty());
    assertNotNull(other.book.state().spec());
  }

  @Test
  void theForecastTrainsEveryMemberToItsEnd() {
    var spec = spec(5, StopRule.NEVER, 1);
    var voyages = EnsembleForecast.of(spec, 2, 1e9);
    var slotSeconds =
        voyages.stream().mapToDouble(each -> each.seconds() * each.members().size()).sum();
    var rate = EnsembleForecast.imagesPerSecond(spec, "m0", 1e9);
    assertEquals(5 * spec.trained() * EPOCHS / rate, slotSeconds, 1e-6 * slotSeconds);
    assertTrue(EnsembleForecast.of(spec, 0, 1e9).isEmpty());
  }
}
