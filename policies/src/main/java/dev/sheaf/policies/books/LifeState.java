package dev.sheaf.policies.books;

import dev.sheaf.policies.books.EnsembleBook.Machines;
import dev.sheaf.policies.books.LifeProtocol.Event;
import dev.sheaf.policies.books.LifeProtocol.Pace;
import dev.sheaf.policies.books.LifeProtocol.Phase;
import dev.sheaf.policies.books.LifeProtocol.RoundReport;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.MostWork;
import dev.sheaf.policies.ensemble.Verdict;
import dev.sheaf.policies.scheduling.SuccessiveHalving;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an {@link EnsembleLife} remembers; changed by events only. */
public final class LifeState {
  private final TreeMap<String, MemberLife> members = new TreeMap<>();
  private final List<RoundReport> rounds = new ArrayList<>();
  private @Nullable EnsembleSpec spec;
  private @Nullable EnsembleBook flotillas;
  private @Nullable SuccessiveHalving halving;
  private @Nullable Verdict verdict;
  private Phase phase = Phase.UNKNOWN;
  private String reason = "";
  private int slots;

  /** Applies an event. */
  public void apply(Event event) {
    switch (event) {
      case Event.EnsembleSubmitted(EnsembleSpec submitted) -> begin(submitted);
      case Event.SlotsCounted(int counted) -> slots = counted;
      case Event.MemberProfiled(String member, Pace pace) -> life(member).profiled(pace);
      case Event.Sailed(EnsembleProtocol.Event sailed) -> {
        if (sailed instanceof EnsembleProtocol.Event.FlotillaFormed) {
          phase = Phase.TRAINING;
        }
        flotillas().apply(sailed);
      }
      case Event.MemberScored scored -> {
        life(scored.member()).scored(scored.score());
        if (spec().member(scored.member()).snapshots() == 0) {
          rung(scored.score().epoch()).ifPresent(r -> halving().goesOn(r, scored.score().loss()));
        }
      }
      case Event.MemberEnded ended -> life(ended.member()).ended(ended.reason(), ended.halved());
      case Event.MemberFailed failed -> life(failed.member()).failed(failed.reason());
      case Event.MemberDropped dropped -> life(dropped.member()).dropped(dropped.reason());
      case Event.RoundMeasured(RoundReport report) -> rounds.add(report);
      case Event.TrainingEnded ended -> phase = Phase.JUDGING;
      case Event.EnsembleJudged(Verdict judged) -> {
        verdict = judged;
        phase = Phase.TRAINED;
      }
      case Event.EnsembleEnded(Phase last, String why) -> {
        phase = last;
        reason = why;
      }
    }
  }

  private void begin(EnsembleSpec submitted) {
    spec = submitted;
    phase = Phase.PROFILING;
    flotillas = newFlotillas();
    submitted.members().forEach(each -> members.put(each.name(), new MemberLife(each.name())));
    if (submitted.stop().halves()) {
      halving = new SuccessiveHalving(submitted.stop().divisor(), submitted.stop().rungs());
    }
  }

  /** Flotillas of an ensemble that none has sailed for; a slot is a node of its own to them. */
  static EnsembleBook newFlotillas() {
    return new EnsembleBook(new MostWork(), new Machines(0, 1), 1);
  }

  /** The rung of successive halving that an epoch reaches, if it reaches one. */
  java.util.OptionalInt rung(int epoch) {
    if (halving == null) {
      return java.util.OptionalInt.empty();
    }
    var rungs = spec().stop().rungs();
    for (int rung = 0; rung < rungs; rung++) {
      if (halving.units(rung, spec().epochs()) == epoch + 1) {
        return java.util.OptionalInt.of(rung);
      }
    }
    return java.util.OptionalInt.empty();
  }

  /** Whether a member with this loss would go on from a rung; changes nothing. */
  boolean wouldGoOn(int rung, double loss) {
    var trial = new SuccessiveHalving(spec().stop().divisor(), spec().stop().rungs());
    trial.restore(halving().snapshot());
    return trial.goesOn(rung, loss);
  }

  private SuccessiveHalving halving() {
    return Objects.requireNonNull(halving, "the ensemble halves");
  }

  EnsembleBook flotillas() {
    return Objects.requireNonNull(flotillas, "the ensemble was submitted");
  }

  /** True once somebody submitted it. */
  public boolean isSubmitted() {
    return spec != null;
  }

  /** What was submitted. */
  public EnsembleSpec spec() {
    return Objects.requireNonNull(spec, "the ensemble was submitted");
  }

  /** Where it is. */
  public Phase phase() {
    return phase;
  }

  /** Why it ended without a model; empty otherwise. */
  public String reason() {
    return reason;
  }

  /** How the members compare; null before they were compared. */
  public @Nullable Verdict verdict() {
    return verdict;
  }

  /** How many slots the cluster has. */
  public int slots() {
    return slots;
  }

  /** The round that trains, or was last; 0 before the first. */
  public int round() {
    return flotillas == null ? 0 : flotillas.round();
  }

  /** How the rounds went that are over. */
  public List<RoundReport> rounds() {
    return List.copyOf(rounds);
  }

  /** The members' lives, in the order of the spec. */
  public List<MemberLife> members() {
    return spec == null
        ? List.of()
        : spec.members().stream().map(each -> life(each.name())).toList();
  }

  /** One member's life. */
  public MemberLife life(String member) {
    return Objects.requireNonNull(members.get(member), member);
  }

  /** True when the spec has a member of this name. */
  public boolean has(String member) {
    return members.containsKey(member);
  }
}
