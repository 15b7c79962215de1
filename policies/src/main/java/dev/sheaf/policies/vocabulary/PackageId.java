package dev.sheaf.policies.vocabulary;

/**
 * One package of a dataset version: the unit of origin reads, residency and consumption.
 *
 * @param version the dataset version it belongs to
 * @param index its place in the package table, from 0
 */
public record PackageId(DatasetVersion version, int index) {}
