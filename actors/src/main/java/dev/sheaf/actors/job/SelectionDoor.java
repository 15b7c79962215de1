package dev.sheaf.actors.job;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.dataset.Manifest;
import dev.sheaf.actors.importance.SelectionMaker;
import dev.sheaf.policies.importance.EpochSampler;
import dev.sheaf.policies.ledger.EpochSelection;
import dev.sheaf.policies.ledger.JobPhase;
import dev.sheaf.policies.ledger.LedgerState;
import dev.sheaf.policies.ledger.NearPackages;
import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.ledger.Selections;
import dev.sheaf.policies.vocabulary.JobSpec;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes and opens the selections of an importance job on threads of their own; what came of it is
 * told as a signal.
 */
final class SelectionDoor {
  private static final Logger LOG = LoggerFactory.getLogger(SelectionDoor.class);
  private static final int NONE = -1;

  private final SelectionMaker maker;
  private final ActorRef<JobMessage> self;
  private int making = NONE;
  private boolean opening;
  private volatile Near near = new Near(NONE, new BitSet());

  /** What derived packages were seen to hold when the selection of an epoch was made. */
  private record Near(int epoch, BitSet nothingToLoad) {}

  SelectionDoor(SelectionMaker maker, ActorRef<JobMessage> self) {
    this.maker = maker;
    this.self = self;
  }

  /** True when every selection is open here that the ledger may still ask for. */
  boolean isOpen(LedgerState ledger) {
    return ledger.phase() == JobPhase.STOPPED || closed(ledger).isEmpty();
  }

  /** Begins to open what is closed, unless that is under way. */
  void open(LedgerState ledger, Manifest manifest) {
    if (opening) {
      return;
    }
    opening = true;
    var job = ledger.spec().name();
    var closed = closed(ledger);
    Thread.startVirtualThread(() -> {
      try {
        for (var each : closed) {
          maker.files().open(job, each.epoch(), each.bitmap(), manifest.table());
        }
        self.tell(new JobSignal.Opened());
      } catch (IOException | RuntimeException e) {
        self.tell(new JobSignal.NotOpened(e.toString()));
      }
    });
  }

  /** Says that the signal has come. */
  void settled() {
    opening = false;
  }

  private List<EpochSelection> closed(LedgerState ledger) {
    var job = ledger.spec().name();
    return ledger.selections().stream()
        .filter(each -> !each.isEverything())
        .filter(each -> maker.files().find(job, each.epoch(), each.bitmap()) == null)
        .toList();
  }

  /** Begins to select, unless that is under way. A selection that cannot be made is everything. */
  void select(JobSpec spec, int epoch, Manifest manifest) {
    if (making == epoch) {
      return;
    }
    making = epoch;
    Thread.startVirtualThread(() -> {
      var made = SelectionMaker.Made.EVERYTHING;
      try {
        made = maker.make(spec, manifest.table(), epoch);
      } catch (IOException | RuntimeException e) {
        LOG.error("epoch {} of {} reads everything: it cannot be selected", epoch, spec.name(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      near = new Near(epoch, made.nothingToLoad());
      self.tell(new JobSignal.Selected(epoch, EpochSampler.seed(spec, epoch), made.bitmap()));
    });
  }

  /**
   * The packages of an epoch for which nothing has to be loaded; after a crash none is known, and
   * all are read as they were before.
   */
  NearPackages near(LedgerState ledger, int epoch) {
    var known = near;
    var selection = ledger.selection(epoch);
    if (known.epoch() != epoch
        || known.nothingToLoad().isEmpty()
        || selection == null
        || selection.isEverything()) {
      return NearPackages.NONE;
    }
    var spec = ledger.spec();
    return NearPackages.of(
        opened(spec.name(), epoch, selection.bitmap()),
        known.nothingToLoad(),
        EpochSampler.seed(spec, epoch));
  }

  /** Says that the selection has come. */
  void selected() {
    making = NONE;
  }

  /** The selections of the job, all of which must be open. */
  Selections of(JobSpec spec) {
    return (epoch, bitmap) -> opened(spec.name(), epoch, bitmap);
  }

  private SampleSelection opened(String job, int epoch, String bitmap) {
    var selection = maker.files().find(job, epoch, bitmap);
    if (selection == null) {
      throw new IllegalStateException(
          "the selection of epoch %d of %s must be open but was not".formatted(epoch, job));
    }
    return selection;
  }

  /** Forgets the losses of a job that ended well, and all of one that was stopped. */
  void forget(LedgerState ledger) {
    var stopped = ledger.phase() == JobPhase.STOPPED;
    if (ledger.spec().importance() != null && (stopped || ledger.phase() == JobPhase.FINISHED)) {
      maker.forget(ledger.spec(), stopped);
    }
  }
}
