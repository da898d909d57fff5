x();y();
//# sourceMappingURL=longer.js.map
//# debugId=11111111-2222-4333-8444-555555555555
