x();y();
//# sourceMappingURL=map_only.js.map
