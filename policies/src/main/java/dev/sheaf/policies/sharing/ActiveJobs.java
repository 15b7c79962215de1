package dev.sheaf.policies.sharing;

import dev.sheaf.policies.substitution.SampleSet;
import dev.sheaf.policies.substitution.UnreadSamples;
import java.util.ArrayList;
import java.util.List;

/** The jobs that are reading, told what comes and goes. */
final class ActiveJobs {
  private final List<UnreadSamples> jobs = new ArrayList<>();

  List<UnreadSamples> all() {
    return jobs;
  }

  void begins(UnreadSamples job, SampleSet window, SampleSet pinned) {
    if (!jobs.contains(job)) {
      jobs.add(job);
    }
    for (int place = 0; place < window.size(); place++) {
      job.arrived(window.at(place), false);
    }
    for (int place = 0; place < pinned.size(); place++) {
      job.arrived(pinned.at(place), true);
    }
  }

  void leaves(UnreadSamples job) {
    jobs.remove(job);
  }

  void arrived(int id) {
    for (var job : jobs) {
      job.arrived(id, false);
    }
  }

  void evicted(int id) {
    for (var job : jobs) {
      job.evicted(id);
    }
  }

  int needs(int id) {
    var needs = 0;
    for (var job : jobs) {
      if (job.isUnread(id)) {
        needs++;
      }
    }
    return needs;
  }
}
