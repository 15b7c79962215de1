package dev.sheaf.http.metrics;

import dev.sheaf.http.metrics.Metric.Kind;
import dev.sheaf.http.metrics.Metric.Unit;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A metric that is looked up when somebody asks, and where.
 *
 * @param drawn its values now, by the values of its one label; by an empty text where it has none
 * @param <S> what knows it
 */
record Figure<S>(Metric metric, Function<S, Map<String, Double>> drawn) {
  private static final String TOTAL = "_total";

  /** A number that only grows. */
  static <S> Figure<S> counter(String name, Unit unit, String meaning, ToDoubleFunction<S> of) {
    return alone(new Metric(name, Kind.COUNTER, unit, List.of(), meaning), of);
  }

  /** A number that comes and goes. */
  static <S> Figure<S> gauge(String name, Unit unit, String meaning, ToDoubleFunction<S> of) {
    return alone(new Metric(name, Kind.GAUGE, unit, List.of(), meaning), of);
  }

  private static <S> Figure<S> alone(Metric metric, ToDoubleFunction<S> of) {
    return new Figure<>(metric, from -> Map.of("", of.applyAsDouble(from)));
  }

  /** Numbers told apart by a label. */
  static <S> Figure<S> by(Metric metric, Function<S, ? extends Map<String, ? extends Number>> of) {
    return new Figure<>(
        metric,
        from -> {
          var values = new TreeMap<String, Double>();
          of.apply(from).forEach((label, value) -> values.put(label, value.doubleValue()));
          return values;
        });
  }

  /** As it is now. */
  MetricSnapshot snapshot(S source) {
    var values = drawn.apply(source);
    return switch (metric.kind()) {
      case COUNTER -> {
        var all = CounterSnapshot.builder().name(nameWithoutTotal()).help(metric.meaning());
        values.forEach((label, value) ->
            all.dataPoint(new CounterDataPointSnapshot(value, labels(label), null, 0)));
        yield all.build();
      }
      case GAUGE -> {
        var all = GaugeSnapshot.builder().name(metric.name()).help(metric.meaning());
        values.forEach((label, value) ->
            all.dataPoint(new GaugeDataPointSnapshot(value, labels(label), null)));
        yield all.build();
      }
      case HISTOGRAM -> throw new IllegalStateException("a histogram is kept, not looked up");
    };
  }

  /** The text form puts it back. */
  private String nameWithoutTotal() {
    return metric.name().substring(0, metric.name().length() - TOTAL.length());
  }

  private Labels labels(String value) {
    return metric.labels().isEmpty() ? Labels.EMPTY : Labels.of(metric.labels().getFirst(), value);
  }
}
