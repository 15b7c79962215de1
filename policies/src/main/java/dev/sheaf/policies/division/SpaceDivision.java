package dev.sheaf.policies.division;

import java.util.List;
import java.util.SortedMap;

/** Divides a cache among datasets; asked again whenever a job joins or leaves. */
public interface SpaceDivision {
  /** Its name in scenarios and tables. */
  String name();

  /** The bytes of each dataset, none left out; they sum to no more than the capacity. */
  SortedMap<String, Long> divide(long capacityBytes, List<DatasetDemand> datasets);
}
