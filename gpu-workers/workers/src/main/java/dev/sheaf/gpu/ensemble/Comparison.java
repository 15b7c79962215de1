package dev.sheaf.gpu.ensemble;

import dev.sheaf.actors.ensemble.SlotReport;
import dev.sheaf.gpu.model.PredictionFile;
import dev.sheaf.gpu.model.Predictions;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.MemberSpec;
import dev.sheaf.policies.ensemble.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Compares members by what they predicted of the held-out samples. Blocks. */
record Comparison(MemberFiles files, EnsembleSpec spec) {
  SlotReport.Compared of(List<String> members) {
    try {
      var all = new ArrayList<Predictions>();
      for (var member : members.stream().map(MemberSpec::of).distinct().toList()) {
        files.bring(spec, spec.member(member));
      }
      for (var member : members) {
        all.add(PredictionFile.read(files.predictions(spec.name(), member)).predictions());
      }
      for (int i = 1; i < all.size(); i++) {
        if (!all.get(i).ids().equals(all.getFirst().ids())) {
          return new SlotReport.Compared(
              null, members.get(i) + " predicted other samples than " + members.getFirst());
        }
      }
      return new SlotReport.Compared(
          Verdict.of(
              spec.combine(), members, ballots(all, false), ballots(all, true), spec.classes()),
          "");
    } catch (IOException unreadable) {
      return new SlotReport.Compared(
          null,
          "what members predicted cannot be read in %s, nor had from another node: %s"
              .formatted(files.root(), unreadable));
    }
  }

  private Verdict.Ballots ballots(List<Predictions> all, boolean judging) {
    var halves = all.stream().map(each -> each.half(spec.seed(), judging)).toList();
    return new Verdict.Ballots(
        halves.getFirst().labels(), halves.stream().map(Predictions::probabilities).toList());
  }
}
