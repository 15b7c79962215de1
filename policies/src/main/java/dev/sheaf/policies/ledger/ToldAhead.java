package dev.sheaf.policies.ledger;

import dev.sheaf.policies.ledger.EpochLedger.Coming;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/** The packages of which a job has said that it will open them, so that each is said once. */
public final class ToldAhead {
  private final TreeMap<Integer, BitSet> told = new TreeMap<>();

  /** Of what is coming, what was not told yet; it is told now. */
  public List<Coming> fresh(List<Coming> coming) {
    var fresh = new ArrayList<Coming>();
    for (var each : coming) {
      told.headMap(each.epoch() - 1).clear();
      var known = told.computeIfAbsent(each.epoch(), absent -> new BitSet());
      var packages = each.packages().stream().filter(index -> !known.get(index)).toList();
      packages.forEach(known::set);
      if (!packages.isEmpty()) {
        fresh.add(new Coming(each.epoch(), packages));
      }
    }
    return fresh;
  }

  /** Nothing was told: where the job stands was said anew. */
  public void clear() {
    told.clear();
  }
}
