x();y();
//# sourceMappingURL=a.js.map
