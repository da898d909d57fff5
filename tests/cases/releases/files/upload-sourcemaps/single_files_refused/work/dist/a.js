x();
//# sourceMappingURL=a.js.map
