x();y();
//# sourceMappingURL=gone.js.map
